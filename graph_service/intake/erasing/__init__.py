"""Erasure, step by step: what stays of a person (marks), whose evidence goes (closure), what others said (redact)."""
