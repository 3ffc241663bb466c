// Keyboard shortcuts of the desk, listed at the foot of the page and opened with "?". They can be switched off there.
const list = document.querySelector('[data-shortcuts]');
const toggle = document.querySelector('[data-shortcuts-toggle]');
const OFF = 'guichet-raccourcis-off';
let waiting = false;

if (toggle !== null) {
  toggle.hidden = false;
  const box = toggle.querySelector('input');
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener('change', () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1')));
}

addEventListener('keydown', (event) => {
  if (list === null || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) !== null) return;
  if (event.target.closest('input, textarea, select, [contenteditable]') !== null) return;
  if (event.key === '?') {
    list.open = true;
    list.querySelector('summary').focus();
    return;
  }
  if (event.key === '/') {
    const search = document.querySelector('#trouver');
    if (search !== null) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  if (waiting) {
    waiting = false;
    list.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  } else if (event.key === 'g') {
    waiting = true;
    setTimeout(() => {
      waiting = false;
    }, 1500);
  }
});

// What the box of every page proposes while one types: arrows go through it, Escape closes it.
const begun = document.querySelector('[data-begun]');
begun?.addEventListener('keydown', (event) => {
  const proposed = begun.querySelector('#debut');
  if (event.key === 'Escape' && proposed.querySelector('a') !== null) {
    event.preventDefault();
    proposed.replaceChildren();
    begun.querySelector('#trouver').focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [begun.querySelector('#trouver'), ...proposed.querySelectorAll('a')];
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(document.activeElement) + step))].focus();
});

// A queue that refreshes itself waits while somebody points at it or is inside it: nothing moves under the cursor.
// It also waits while nobody sees the page. What is not its list, nor what the box proposes (a refusal, the sign-in page), is not put in its place.
document.body.addEventListener('htmx:before:request', (event) => {
  const live = event.target.closest('[data-live]');
  if (
    live !== null &&
    (document.hidden || live.matches(':hover') || live.contains(document.activeElement) || live.querySelector(':checked') !== null)
  )
    event.preventDefault();
});
document.body.addEventListener('htmx:before:response', (event) => {
  const { status, raw } = event.detail.ctx.response;
  if (event.target.closest('[data-live], [data-urgent], [data-begun]') !== null && (status !== 200 || raw.redirected)) event.preventDefault();
});

// What cannot wait is in the tab's title, and says itself once by a discreet sound, which can be switched off at the foot of the page.
const urgent = document.querySelector('[data-urgent]');
const soundToggle = document.querySelector('[data-sound-toggle]');
const SILENT = 'guichet-son-off';
const HEARD = 'guichet-urgences';
const plainTitle = document.title;

if (soundToggle !== null) {
  soundToggle.hidden = false;
  const box = soundToggle.querySelector('input');
  box.checked = localStorage.getItem(SILENT) === null;
  box.addEventListener('change', () => (box.checked ? localStorage.removeItem(SILENT) : localStorage.setItem(SILENT, '1')));
}

function chime() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 660;
  volume.gain.value = 0.05;
  tone.connect(volume).connect(audio.destination);
  tone.addEventListener('ended', () => audio.close());
  tone.start();
  tone.stop(audio.currentTime + 0.25);
}

if (urgent !== null)
  new MutationObserver(() => {
    const count = Number(urgent.querySelector('[data-count]')?.dataset.count ?? 0);
    document.title = count > 0 ? `(${count}) ${plainTitle}` : plainTitle;
    // Heard once, whichever page of the desk was open.
    if (count > Number(localStorage.getItem(HEARD) ?? 0) && localStorage.getItem(SILENT) === null) chime();
    localStorage.setItem(HEARD, String(count));
  }).observe(urgent, { childList: true });

// A form that somebody sends says all of it: what the page would still have sent by itself does not follow it, unless something is typed again.
let sent = null;
addEventListener('submit', (event) => {
  sent = event.target;
});
for (const again of ['input', 'pageshow'])
  addEventListener(again, () => {
    sent = null;
  });
document.body.addEventListener('htmx:before:request', (event) => {
  if (sent !== null && event.target === sent) event.preventDefault();
});

// Notes are kept as they are typed. The page says whether they are, never when: a call is not timed.
function sayDraft(form, kept) {
  const line = document.getElementById(form.dataset.draft);
  const said = kept ? line.dataset.kept : line.dataset.lost;
  if (line.textContent !== said) line.textContent = said;
  line.classList.toggle('late', !kept);
}
document.body.addEventListener('htmx:after:request', (event) => {
  if (!event.target.matches('[data-draft]')) return;
  const { status, raw } = event.detail.ctx.response;
  sayDraft(event.target, status < 300 && !raw.redirected);
});
document.body.addEventListener('htmx:error', (event) => {
  if (event.target.matches('[data-draft]')) sayDraft(event.target, false);
});

// A form that saves itself takes only the answer meant for it: a refusal or the sign-in page is not put in its place.
function answered(event) {
  return event.detail.ctx.response.raw.headers.get('autosave') !== null;
}
function sayLost(form) {
  const state = document.querySelector(form.getAttribute('hx-target'));
  const line = state.querySelector('.draft');
  if (line === null || line.textContent === state.dataset.lost) return;
  line.textContent = state.dataset.lost;
  line.classList.add('late');
}
document.body.addEventListener('htmx:before:response', (event) => {
  if (!event.target.matches('[data-autosave]') || answered(event)) return;
  event.preventDefault();
  sayLost(event.target);
});
document.body.addEventListener('htmx:error', (event) => {
  if (event.target.matches('[data-autosave]')) sayLost(event.target);
});
