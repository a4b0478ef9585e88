import { Incident, IncidentStep, sinceBegin, timeline } from '../../../cli/report/timeline';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&\u202e';
const ESCAPED = '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\\u202e';
const NOTHING = { entries: [], events: [], calls: [] };

const APPROVAL: IncidentStep = {
  seconds: 2.345,
  who: 'wei.chen',
  what: 'approves as the second',
  call: 'POST /requests/0123456789/approve',
  outcome: 'accepted',
  status: 200,
  answer: 'approved, then active',
  followed: {
    entries: [{ event: 'Elevation Approved', by: 'wei.chen', detail: '' }, { event: 'Elevation Active', by: '(workflow)', detail: 'until noon' }],
    events: ['Elevation Approved', 'Elevation Active'],
    calls: ['scheduler:createSchedule', 'ssoadmin:createAccountAssignment'],
  },
};

const incident = (...steps: Partial<IncidentStep>[]): Incident => (
  { id: 'INC-1', title: 'shares are encrypted', steps: steps.map((step) => ({ ...APPROVAL, followed: NOTHING, ...step })) });
const render = (...steps: Partial<IncidentStep>[]) => timeline(incident(...steps)).text;
const textOf = (markup: string) => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('a step says when, who, what, by which call, and what was answered', () => {
  const text = textOf(render(APPROVAL));
  expect(text).toContain('T+2.3 s wei.chen approves as the second POST /requests/0123456789/approve 200 approved, then active');
});

test('what the workflows did stands below the step, in the order in which it happened', () => {
  const text = textOf(render(APPROVAL));
  expect(text).toContain('Ledger Elevation Approved by wei.chen Elevation Active by (workflow) until noon');
  expect(text).toContain('Events Elevation Approved, Elevation Active');
  expect(text).toContain('Calls scheduler:createSchedule , ssoadmin:createAccountAssignment');
});

test('a step that nothing followed has no box below it', () => {
  expect(render({})).not.toContain('<dl');
});

test('only what followed is named', () => {
  const page = render({ followed: { ...NOTHING, events: ['Elevation Denied'] } });
  expect(page).toContain('<dt>Events</dt>');
  expect(page).not.toMatch(/<dt>(Ledger|Calls)/);
});

test.each<[Partial<IncidentStep>, string]>([
  [{ outcome: 'accepted', status: 201 }, 'badge good" title="accepted">201<'],
  [{ outcome: 'refused', status: 403 }, 'badge note" title="refused, as expected">403 refused<'],
  [{ outcome: 'alarmed', status: undefined }, 'badge bad">alarm<'],
  [{ outcome: 'seen', status: undefined }, 'badge muted">seen<'],
])('%j is told apart by its mark', (step, mark) => {
  const page = render(step);
  expect(page).toContain(mark);
  expect(page).toContain(`<li class="${step.outcome}">`);
});

test('steps stand as they were made, and what followed is counted over all of them', () => {
  const page = render({ who: 'first' }, APPROVAL, { who: 'last' });
  expect(page.match(/<li /g)).toHaveLength(3);
  expect(page.indexOf('first')).toBeLessThan(page.indexOf('wei.chen'));
  expect(page.indexOf('wei.chen')).toBeLessThan(page.indexOf('last'));
  expect(textOf(page)).toContain('2 entries in the ledger and 2 events on the bus');
});

test('hostile text from an incident never becomes markup', () => {
  const page = timeline({
    id: HOSTILE,
    title: HOSTILE,
    steps: [{
      ...APPROVAL,
      who: HOSTILE,
      what: HOSTILE,
      call: HOSTILE,
      answer: HOSTILE,
      followed: { entries: [{ event: HOSTILE, by: HOSTILE, detail: HOSTILE }], events: [HOSTILE], calls: [HOSTILE] },
    }],
  }).text;
  expect(page).not.toContain('<img');
  expect(page).not.toContain('\u202e');
  expect(page.split(ESCAPED)).toHaveLength(12);
});

test('times are relative, to a tenth of a second', () => {
  expect([0, 0.04, 12.96].map(sinceBegin)).toEqual(['T+0.0 s', 'T+0.0 s', 'T+13.0 s']);
});
