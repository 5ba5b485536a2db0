"""What this room is sent in the shapes of others."""
