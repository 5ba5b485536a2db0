"""Claims about speed, measured: ``python -m bench SCALE``.  What each figure means: docs/explain/performance.md."""
