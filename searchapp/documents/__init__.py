"""Files that publications were read from: served by id, taken out of PDFs, drawn as pictures."""
