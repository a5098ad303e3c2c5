"""Start the dashboard: `streamlit run dashboard.py`."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware

# The second wall behind escaping: a page under this policy runs no script and loads no picture from outside, whatever an article holds.
# Streamlit and plotly compile code in the browser, hence 'unsafe-eval'; both style their elements, hence 'unsafe-inline' there.
PAGE = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf8")
OWN_SCRIPTS = [  # Streamlit's page begins with a script of its own, allowed by its fingerprint
    f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    for script in re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)
]
HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob: {' '.join(OWN_SCRIPTS)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss: data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


class SafetyHeaders:
    """Puts `HEADERS` on every answer."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def send_with_headers(message):
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


app = st.App("views/app.py", middleware=[Middleware(SafetyHeaders)])
