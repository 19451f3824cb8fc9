"""Any page: bytes to text, text to a tree and its lines, addresses, words."""
