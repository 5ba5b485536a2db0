"""Claims about speed, measured: ``python -m bench SCALE``; each figure: docs/explain/performance.md."""
