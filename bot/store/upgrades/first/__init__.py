"""The tables of the first schema, by subject; `cafes` comes first, the others refer to it."""
