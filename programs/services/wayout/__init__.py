"""The way out of poverty: who may leave, plans, helpers, visits, who may fall back."""
