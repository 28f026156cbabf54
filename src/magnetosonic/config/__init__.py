"""Configuration files: schema, presets, loading."""
