// Makes a few things swifter; every page works without it.

// "Quitter rapidement": the page left behind is replaced, so that "back" does not show it, and the desk is told to forget what was
// typed. Nothing is waited for.
for (const link of document.querySelectorAll('[data-leave]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    if (link.href !== link.dataset.leave) navigator.sendBeacon(link.href);
    location.replace(link.dataset.leave);
  });
}

// Three times Shift alone leaves too, for hands that cannot reach the button in time.
let shifts = [];
addEventListener('keydown', ({ key, repeat }) => {
  if (repeat) return;
  const now = Date.now();
  shifts = key === 'Shift' ? [...shifts.filter((at) => now - at < 1500), now] : [];
  if (shifts.length >= 3) document.querySelector('[data-leave]')?.click();
});

// A button that prints is no use without a script.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// After a refusal the summary of errors is read first.
document.querySelector('[data-focus]')?.focus();

// The same form is not sent twice by a double click.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent === 'yes') event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => {
      form.dataset.sent = 'no';
    }, 2000);
  });
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form')) form.dataset.sent = 'no';
});
