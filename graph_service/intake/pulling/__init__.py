"""Pull: from a vendor's API to rows and bookmarks, by what the source's file declares.

In: the declaration. Out: rows page by page, with the place up to which they were read. Refuses: what the vendor
refuses, in one line. The only room that knows dlt and requests; it is imported when a pull begins.
"""
