"""GTM Graph: one explicit, queryable model of a company's customers."""

__version__ = "0.1.0"
