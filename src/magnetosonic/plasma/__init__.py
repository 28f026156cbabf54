"""The medium: from density, temperature and field to plasma numbers."""
