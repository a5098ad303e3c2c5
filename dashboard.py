"""Start the dashboard: `streamlit run dashboard.py`."""

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware

# The second wall behind escaping: a page under this policy runs no script and loads no picture from outside, whatever an article holds.
# Streamlit and plotly compile code in the browser, hence 'unsafe-eval'; both style their elements, hence 'unsafe-inline' there.
HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
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
