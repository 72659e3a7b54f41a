"""The addresses of what is shared, and what every answer about them says of itself."""

SHARES, SHARED = "/chia-se", "/cong-khai"
# Nothing of a secret address may be kept, named to other sites or found by searching.
SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
