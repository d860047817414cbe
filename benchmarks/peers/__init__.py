"""How handouts stands beside other ways to make the same sheets."""
