"""The engine under the grammar: tokens, patterns, rules and the matching of them."""
