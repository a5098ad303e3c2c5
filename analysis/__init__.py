"""How does the tone of a news article move, how is each actor treated, and whose words are doing it?"""
