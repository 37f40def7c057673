"""What Cardwright costs: a generator of realistic catalogs, and the ratios that its budgets name."""
