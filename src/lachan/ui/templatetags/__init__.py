"""Tags and filters that the shared templates need."""
