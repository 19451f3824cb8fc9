"""The texts of files that articles offer, page by page: documents, spreadsheets, archives of these, scans."""
