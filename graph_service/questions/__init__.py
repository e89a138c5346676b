"""Judgement: one typed function per question.

In: an :class:`~graph_service.questions.ask.Ask` and references. Out: frozen dataclasses that carry their why.
Refuses: a reference that names nothing or too much, and arguments outside their bounds.
"""
