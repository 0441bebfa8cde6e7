// Writes cdk.tsv: what CDK's own matchers answer for every pattern below and every target.
//
// usage: npm install --prefix <folder> aws-cdk-lib@2.276.0 constructs@10
//        node constructs/assertions/tests/it/cdk.mjs <folder> > constructs/assertions/tests/it/cdk.tsv
//
// A pattern is JSON; { "$": "arrayWith", "of": … } is a matcher. cdk.rs reads the same form.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2], 'node_modules', 'x'));
const { Capture, Match, Template } = require('aws-cdk-lib/assertions');

const m = (name, of) => (of === undefined ? { $: name } : { $: name, of });
const [absent, any, capture] = [m('absent'), m('anyValue'), m('capture')];
const like = (of) => m('objectLike', of);
const equals = (of) => m('objectEquals', of);
const exact = (of) => m('exact', of);
const having = (of) => m('arrayWith', of);
const array = (of) => m('arrayEquals', of);
const not = (of) => m('not', of);
const json = (of) => m('serializedJson', of);
const regexp = (of) => m('stringLikeRegexp', of);
const capturing = (of) => m('capture', of);

// What stands at the property V of a resource; a missing property is the last target.
const targets = [
  1, 2, 1.5, true, false, 'a', '', '1', 'abc', 'x\nabc\ny', [], {}, [1], [1, 2], [2, 1], [1, 2, 3], [1, 1], ['a', 'b', 'c'],
  [{ A: 1 }], [{ A: 1, B: 2 }], [{ B: 2 }, { A: 1 }], [{ A: 1, B: 2 }, { A: 1 }], [[1, 2]], [[1], [2]],
  { A: 1 }, { A: 2 }, { A: 1, B: 2 }, { B: 2 }, { A: { C: 1 } }, { A: { C: 1, D: 2 } }, { A: [1] }, { A: [{ C: 1, D: 2 }] },
  { A: 'abc' }, { A: { C: { D: { E: 1 } } } }, '{"A":1}', '{"A":1,"B":2}', '[1,2]', '1', '{', '{"A":{"C":1,"D":2}}', '"a"',
];

const patterns = [
  1, 1.5, true, false, 'a', '', '1', 'abc', [], {}, [1], [1, 2], [2, 1], ['a', 'b', 'c'], [{ A: 1 }], [[1, 2]], { A: 1 },
  { A: 1, B: 2 }, { A: { C: 1 } }, { A: [{ C: 1 }] }, { A: { C: { D: {} } } },
  absent, any, { A: absent }, { A: any }, { A: absent, B: 2 }, { A: { C: absent } }, [any], [any, any], [1, any],
  exact(1), exact('a'), exact([]), exact({}), exact([1, 2]), exact([{ A: 1 }]), exact({ A: 1 }), exact({ A: { C: 1 } }),
  exact({ A: { C: any } }), exact({ A: like({ C: 1 }) }), exact({ A: absent }), exact({ A: any, B: absent }),
  like({}), like({ A: 1 }), like({ A: { C: 1 } }), like({ A: like({ C: 1 }) }), like({ A: equals({ C: 1 }) }), like({ A: exact({ C: 1 }) }),
  equals({}), equals({ A: 1 }), equals({ A: { C: 1 } }), equals({ A: like({ C: 1 }) }), equals({ A: any }), equals({ A: 1, B: absent }),
  having([]), having([1]), having([2]), having([1, 2]), having([2, 1]), having([1, 3]), having([1, 1]), having(['a', 'c']), having(['c', 'a']),
  having([{ A: 1 }]), having([like({ A: 1 })]), having([like({ A: 1 }), like({ A: 1 })]), having([{ A: 1 }, { A: 1 }]),
  having([[1]]), having([having([1])]), having([not(1)]), having([regexp('b')]), having([capture]), having([like({ A: any })]),
  array([]), array([1]), array([1, 2]), array([any, 2]), array([{ A: 1 }]), array([like({ A: 1 })]), array([capture, capture]), array([having([1])]),
  not(1), not('a'), not([]), not({}), not({ A: 1 }), not(like({ A: 1 })), not([1, 2]), not(having([1])), not(any), not(absent), not(not(1)),
  not(capture), { A: not(1) }, { A: not(absent) }, { A: not(any) }, { A: not({ C: 1 }) }, { A: not(not(1)) }, [not(1)],
  json(1), json('a'), json({}), json({ A: 1 }), json(like({ A: 1 })), json([1, 2]), json([2]), json(having([2])), json(any), json(not({ A: 1 })),
  json({ A: any }), json({ A: { C: 1 } }), json({ A: like({ C: 1 }) }), json(capture), json(like({ A: capture })), json({ A: 1, B: absent }),
  regexp('a'), regexp('^abc$'), regexp('^$'), regexp('B'), regexp('[0-9]'), { A: regexp('b.') }, [regexp('.')],
  capture, { A: capture }, capturing({ A: 1 }), capturing(having([1])), capturing(regexp('b')), capturing(not(1)),
  [capture], { A: { C: capture } }, { A: capture, B: capture }, having([capture, 3]), exact({ A: capture }), equals({ A: capturing(not(1)) }),
];

function build(pattern, captures) {
  if (Array.isArray(pattern)) return pattern.map((item) => build(item, captures));
  if (pattern === null || typeof pattern !== 'object') return pattern;
  if (!('$' in pattern)) return Object.fromEntries(Object.entries(pattern).map(([key, item]) => [key, build(item, captures)]));
  const of = 'of' in pattern ? build(pattern.of, captures) : undefined;
  if (pattern.$ !== 'capture') return Match[pattern.$](of);
  const capture = new Capture(of);
  captures.push(capture);
  return capture;
}

function captured(capture) {
  const values = [];
  try {
    do values.push(capture._captured[values.length]);
    while (capture.next());
  } catch {
    return [];
  }
  return values.filter((value) => value !== undefined);
}

const resources = [...targets.map((V) => ({ Type: 'T', Properties: { V } })), { Type: 'T', Properties: {} }];
console.log(JSON.stringify(targets));
for (const pattern of patterns) {
  let answers = '';
  const values = [];
  for (const resource of resources) {
    const captures = [];
    let answer;
    try {
      const template = Template.fromJSON({ Resources: { R: resource } });
      template.hasResourceProperties('T', { V: build(pattern, captures) });
      answer = 'y';
    } catch (error) {
      answer = /closest match/.test(error.message) ? '-' : 'refused';
      if (answer === 'refused') throw new Error(`${JSON.stringify(pattern)}: ${error.message}`);
    }
    answers += answer;
    values.push(...captures.flatMap(captured));
  }
  console.log([JSON.stringify(pattern), answers, JSON.stringify(values)].join('\t'));
}
