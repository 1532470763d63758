"""What a judge can know of a picture: words with their places, by OCR or from a description."""
