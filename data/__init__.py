"""Facts as files, and the loaders that return the domain's values."""
