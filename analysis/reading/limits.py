"""How much is read, and what a broken file raises?"""

import struct
import zlib

LARGEST_FILE = 20_000_000  # bytes
LONGEST_TEXT = 2_000_000  # characters
MOST_PAGES = 500
MOST_PARAGRAPHS = 50_000
LARGEST_RATIO = 100  # of unpacked to packed size, in files that are archives
SMALL_ARCHIVE = 1_000_000  # bytes unpacked that no ratio makes dangerous
# What the readers of Word and PDF files raise, beside errors of their own, where a file is cut off or its parts contradict each other.
BROKEN_FILE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError, EOFError, OSError)
BROKEN_FILE += (struct.error, zlib.error)
