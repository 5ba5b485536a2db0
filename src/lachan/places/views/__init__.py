"""Pages about units: the lowest room that knows who acts, who lives somewhere, and what lies there."""
