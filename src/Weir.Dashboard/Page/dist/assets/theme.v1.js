// Runs before the first paint: the theme that was chosen last, if one was.
try { const theme = localStorage.getItem("weir-theme"); if (theme) document.documentElement.dataset.theme = theme; } catch { /* no storage: the system's theme */ }
