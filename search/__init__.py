"""Finding: a query becomes a plan, an engine runs it, every answer is explained."""
