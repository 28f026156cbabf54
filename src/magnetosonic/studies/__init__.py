"""Publications whose figures the package makes again, one folder each."""
