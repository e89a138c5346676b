"""What the graph says, as tables for a data warehouse."""
