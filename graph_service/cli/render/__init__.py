"""Answers for a person: one module a topic of questions, one for what all answers share."""
