"""The only shared templates: base pages and components, one stylesheet, one script."""
