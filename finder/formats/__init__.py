"""Our values as other people's forms, and back: `to_` and `from_` in pairs, pure."""
