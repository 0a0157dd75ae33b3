'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const number = new Intl.NumberFormat('en-US');
  const decimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
  const count = n => n === null || n === undefined ? '–' : number.format(n);
  const time = ms => ms === null || ms === undefined ? '–' : new Date(ms).toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  let kind = 0, last = null, looks = [], chart = null, drawn = '', ended = false, tableOf = null, placesOf = null;

  // Only what differs is written: nothing flickers, and a screen reader hears changes alone.
  const text = (node, value) => { if (node.textContent !== value) node.textContent = value; };
  const make = (name, className) => { const node = document.createElement(name); if (className) node.className = className; return node; };
  const hide = (node, hidden) => { if (node.hidden !== hidden) node.hidden = hidden; };

  const list = (node, lines) => {
    while (node.children.length > lines.length) node.lastChild.remove();
    lines.forEach((line, i) => text(node.children[i] || node.appendChild(make('li')), line));
    hide(node, lines.length === 0);
  };
  const options = (select, values, names) => {
    if (select.dataset.values === JSON.stringify(values)) return;
    const chosen = select.value;
    select.replaceChildren(...values.map((value, i) => new Option(names[i], value)));
    select.dataset.values = JSON.stringify(values);
    if (values.includes(chosen)) select.value = chosen;
  };

  function show(state) {
    last = state;
    state.kinds.forEach((one, i) => {
      const known = looks[i];
      if (!known || one.lookedAt !== known.now.lookedAt) looks[i] = { before: known && known.now.lookedAt ? known.now : null, now: one };
    });
    ended = state.ended;
    text($('stream'), state.stream);
    const trouble = state.trouble;
    $('status').classList.toggle('trouble', Boolean(trouble));
    document.body.classList.toggle('stale', Boolean(trouble));
    text($('status'), trouble ? trouble + ' · the numbers are of before'
      : ended ? 'the run has ended; these numbers are final, and this page has ended with its command' + (state.after ? '; the stream from now on: ' + state.after : '') : 'live');
    kinds(state);
    return render();
  }

  function kinds(state) {
    const nav = $('kinds');
    hide(nav, state.kinds.length < 2);
    if (nav.children.length !== state.kinds.length) {
      nav.replaceChildren(...state.kinds.map((one, i) => {
        const button = make('button');
        button.type = 'button';
        button.addEventListener('click', () => { kind = i; drawn = ''; render(); });
        return button;
      }));
    }
    state.kinds.forEach((one, i) => {
      text(nav.children[i], one.topic);
      nav.children[i].setAttribute('aria-pressed', String(i === kind));
    });
  }

  function render() {
    const now = last.kinds[kind];
    if (!now) return;
    [...$('kinds').children].forEach((button, i) => button.setAttribute('aria-pressed', String(i === kind)));
    path(now);
    eventTime(now.time);
    const other = now.exceptions;
    for (const [id, value] of [['open', other.open], ['late', other.late], ['dead', other.dead], ['duplicates', other.duplicates], ['filtered', other.filtered]]) {
      text($(id), count(value));
      $(id).classList.toggle('some', value > 0 && (id === 'late' || id === 'dead'));
    }
    list($('reasons'), other.reasons.map(one => count(one.readings) + ' × ' + one.text));
    text($('window'), 'of ' + now.window + ' in ' + now.topic);
    options($('measure'), now.measures, now.measures);
    options($('group'), ['', ...now.groups], ['all groups', ...now.groups]);
    hide($('group').parentElement, now.groups.length === 0);
    audit(now);
    return fetchRows(now);
  }

  function stations(now) {
    const path = now.stations.map(one => ({ ...one }));
    // not known before a run has written its ledger
    if (path.length) path.unshift({ name: 'sent', readings: now.sent, rows: null, lag: null, unread: null });
    return path;
  }

  function path(now) {
    const all = stations(now);
    // of this kind's own looks: those of other kinds come in between
    const before = looks[kind].before;
    const earlier = new Map(before ? stations(before).map(one => [one.name, one.readings]) : []);
    const seconds = before ? (now.lookedAt - before.lookedAt) / 1000 : 0;
    const most = Math.max(1, ...all.map(one => one.readings ?? 0));
    const node = $('path');
    while (node.children.length > all.length) node.lastChild.remove();
    all.forEach((one, i) => {
      let item = node.children[i];
      if (!item) {
        item = node.appendChild(make('li'));
        for (const part of ['name', 'readings', 'rate', 'lag']) item.appendChild(make('div', part));
        item.appendChild(make('div', 'bar')).appendChild(make('i'));
      }
      const [name, readings, rate, lag, bar] = item.children;
      text(name, one.name);
      text(readings, count(one.readings));
      const more = earlier.get(one.name) != null && seconds > 0 ? Math.round((one.readings - earlier.get(one.name)) / seconds) : 0;
      text(rate, more > 0 && !ended ? '+' + count(more) + ' readings/s' : '');
      text(lag, one.lag === null ? '' : (one.lag > 0 ? count(one.lag) + ' behind' : 'nothing behind') + (one.unread > 0 ? ', ' + count(one.unread) + ' unread' : ''));
      item.classList.toggle('behind', one.lag > 0);
      bar.firstChild.style.transform = 'scaleX(' + ((one.readings ?? 0) / most).toFixed(4) + ')';
    });
  }

  function eventTime(of) {
    text($('newest'), time(of && of.newest));
    text($('watermark'), time(of && of.watermark));
    text($('closed'), of ? count(of.closedWindows) : '–');
    text($('open-windows'), of ? count(of.openWindows) + (of.openFrom !== null ? ' from ' + time(of.openFrom) : '') : '–');
    const all = of ? of.openWindows + of.closedWindows : 0;
    document.querySelector('.axis .delay').style.flexBasis = (all ? 100 * of.openWindows / all : 0) + '%';
    document.querySelector('.axis .closed').style.visibility = all ? 'visible' : 'hidden';
  }

  function audit(now) {
    const verdict = now.verdict;
    text($('verdict'), ended || verdict.holds ? verdict.sentence : 'Readings are on their way; the audit is complete when all have arrived.');
    $('verdict').classList.toggle('holds', verdict.holds);
    $('verdict').classList.toggle('fails', ended && !verdict.holds);
    const all = stations(now);
    const body = $('audit');
    while (body.children.length > all.length) body.lastChild.remove();
    all.forEach((one, i) => {
      let row = body.children[i];
      if (!row) {
        row = body.appendChild(make('tr'));
        for (let cell = 0; cell < 5; cell++) row.appendChild(make('td'));
      }
      [one.name, count(one.readings), count(one.rows), count(one.lag), count(one.unread)].forEach((value, cell) => text(row.children[cell], value));
    });
    list($('problems'), ended ? verdict.problems : []);
    hide($('notes-title'), verdict.notes.length === 0);
    list($('notes'), verdict.notes);
  }

  async function fetchRows(now) {
    const measure = $('measure').value, group = $('group').value;
    const wanted = [kind, measure, group, now.rows].join('|');
    if (wanted === drawn) return;
    drawn = wanted;
    try {
      // windows can have a map and no number to draw
      hide($('chart-section'), !measure);
      if (measure) {
        const query = new URLSearchParams({ kind, measure });
        if (group) query.set('group', group);
        const series = await (await fetch('series.json?' + query)).json();
        // another choice was made meanwhile
        if (drawn !== wanted) return;
        draw(series, group);
      }
      hide($('map-section'), !now.hasPositions);
      placesOf = null;
      if (!now.hasPositions) return;
      const places = await (await fetch('places.json?kind=' + kind)).json();
      if (drawn !== wanted) return;
      placesOf = places;
      map(places);
    } catch (e) {
      if (drawn !== wanted) return;
      drawn = '';
      if (ended) text($('how'), 'the page has ended and gives no other chart' + (tableOf ? '; this is ' + tableOf.label + ' of ' + (tableOf.group || 'all groups') : ''));
    }
  }

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // hours and minutes, and the day where it changes
  const hours = (plot, splits) => splits.map((second, i) => {
    const at = new Date(second * 1000).toISOString();
    const isNewDay = i === 0 || new Date(splits[i - 1] * 1000).toISOString().slice(0, 10) !== at.slice(0, 10);
    return at.slice(11, 16) + (isNewDay ? '\n' + at.slice(0, 10) : '');
  });

  function draw(series, group) {
    const label = series.measure + (series.unit ? ' (' + series.unit + ')' : '');
    text($('how'), series.how || '');
    const node = $('chart');
    const data = [series.starts, series.values];
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line') }, ticks: { stroke: colour('--line') } };
    if (chart && chart.label === label) {
      chart.setData(data);
    } else {
      if (chart) chart.destroy();
      chart = new uPlot({
        width: node.clientWidth, height: node.clientHeight, tzDate: s => uPlot.tzDate(new Date(s * 1000), 'Etc/UTC'),
        series: [{}, { label, stroke: colour('--main'), width: 2, fill: colour('--fill'), spanGaps: false }],
        axes: [{ ...axis, values: hours }, { ...axis, size: 64 }], legend: { live: false }, cursor: { drag: { x: false, y: false } },
      }, data, node);
      chart.label = label;
    }
    const points = series.starts.length;
    node.setAttribute('aria-label', label + ' of ' + (group || 'all groups') + ' over ' + points + ' windows' +
      (points ? ', last ' + decimals.format(series.values[points - 1] ?? NaN) : ''));
    tableOf = { series, label, group };
    table();
  }

  // filled only while it is open
  function table() {
    if (!tableOf || !$('chart-details').open) return;
    text($('table-measure'), tableOf.label);
    const { starts, values } = tableOf.series;
    const body = $('table');
    while (body.children.length > starts.length) body.lastChild.remove();
    starts.forEach((start, i) => {
      const at = starts.length - 1 - i;
      let row = body.children[i];
      if (!row) {
        row = body.appendChild(make('tr'));
        row.append(make('td'), make('td'));
      }
      text(row.children[0], time(starts[at] * 1000));
      text(row.children[1], values[at] === null ? '–' : decimals.format(values[at]));
    });
  }

  // A graticule and dots: no tiles, because the page asks nobody else for anything.
  function map(places) {
    const canvas = $('map'), ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    canvas.width = width * ratio; canvas.height = height * ratio;
    const ink = canvas.getContext('2d');
    ink.scale(ratio, ratio);
    text($('map-note'), places.length ? count(places.length) + ' positions; degrees north and east, without a background' : 'no position yet');
    canvas.setAttribute('aria-label', $('map-note').textContent);
    if (!places.length) return;
    const range = pick => { const all = places.map(pick); return [Math.min(...all), Math.max(...all)]; };
    let [south, north] = range(p => p.latitude), [west, east] = range(p => p.longitude);
    const squeeze = Math.max(0.1, Math.cos((south + north) / 2 * Math.PI / 180));
    const scale = Math.min((width - 60) / Math.max(1e-3, (east - west) * squeeze), (height - 40) / Math.max(1e-3, north - south));
    const x = lon => width / 2 + (lon - (west + east) / 2) * squeeze * scale;
    const y = lat => height / 2 - (lat - (south + north) / 2) * scale;
    const step = span => [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45].find(s => span / s <= 6) || 90;
    const places_ = s => Math.max(0, Math.ceil(-Math.log10(s)));
    ink.strokeStyle = colour('--line'); ink.fillStyle = colour('--soft'); ink.font = '11px system-ui'; ink.lineWidth = 1;
    const spanX = width / (squeeze * scale), spanY = height / scale;
    const sx = step(spanX), sy = step(spanY);
    for (let lon = Math.ceil(((west + east) / 2 - spanX / 2) / sx) * sx; x(lon) < width; lon += sx) {
      ink.beginPath(); ink.moveTo(x(lon), 0); ink.lineTo(x(lon), height); ink.stroke();
      ink.fillText(lon.toFixed(places_(sx)) + '°', x(lon) + 3, height - 4);
    }
    for (let lat = Math.ceil(((south + north) / 2 - spanY / 2) / sy) * sy; y(lat) > 0; lat += sy) {
      ink.beginPath(); ink.moveTo(0, y(lat)); ink.lineTo(width, y(lat)); ink.stroke();
      ink.fillText(lat.toFixed(places_(sy)) + '°', 3, y(lat) - 3);
    }
    const notes = [...new Set(places.map(p => p.note))].sort();
    const hues = notes.length > 1 && notes.length <= 8;
    places.forEach(p => {
      ink.fillStyle = hues ? 'hsl(' + (185 + 360 * notes.indexOf(p.note) / notes.length) % 360 + ' 60% 48%)' : colour('--main');
      ink.beginPath(); ink.arc(x(p.longitude), y(p.latitude), 3.5, 0, 7); ink.fill();
    });
    if (hues) {
      let left = 6;
      notes.forEach((note, i) => {
        ink.fillStyle = 'hsl(' + (185 + 360 * i / notes.length) % 360 + ' 60% 48%)';
        ink.fillRect(left, 6, 9, 9);
        ink.fillStyle = colour('--ink');
        ink.fillText(String(note), left + 13, 14);
        left += 24 + ink.measureText(String(note)).width;
      });
    }
  }

  // from what is here: the server may have ended
  const redraw = () => {
    if (chart) { chart.destroy(); chart = null; }
    if (tableOf) draw(tableOf.series, tableOf.group);
    if (placesOf) map(placesOf);
  };
  $('measure').addEventListener('change', () => last && render());
  $('group').addEventListener('change', () => last && render());
  $('choice').addEventListener('submit', event => event.preventDefault());
  $('chart-details').addEventListener('toggle', table);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  let resizing = 0;
  addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(redraw, 150); });

  const events = new EventSource('events');
  events.onmessage = async event => {
    const shown = show(JSON.parse(event.data));
    if (!ended) return;
    await shown;
    events.close();
    fetch('complete').catch(() => {});
  };
  events.onerror = () => {
    if (ended) return;
    $('status').classList.add('trouble');
    document.body.classList.add('stale');
    text($('status'), 'the connection is lost; trying again');
  };
})();
