"""Maps drawn on the server as inline SVG, without any outside server."""
