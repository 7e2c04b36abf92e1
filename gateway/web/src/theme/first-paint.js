// Runs before the page is first painted, so that a theme of one's own choice does not begin with a flash of the other.
try {
  const theme = localStorage.getItem('chat.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme.
}
