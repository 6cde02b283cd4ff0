"""One file a change; a file that was released is never edited again."""
