"""Prints the GraphQL contract: ``python -m graph_service.graphql.print > schema/schema.graphql``.

In: the shipped Model. Out: its schema on standard output. Refuses: nothing of its own.
"""

from __future__ import annotations

import sys

from graph_service.graphql.schema import build_schema
from graph_service.model.load import load_model


def main() -> None:
    """Print the schema of the shipped Model."""
    sys.stdout.write(build_schema(load_model()).text())


if __name__ == "__main__":
    main()
