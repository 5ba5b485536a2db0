"""Lá Chắn, the shield: an epidemic-response platform for a whole country."""
