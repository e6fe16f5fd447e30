import { BoundedMap } from './BoundedMap';

it('forgets what was used longest ago', () => {
  const map = new BoundedMap<string>(2);
  map.set('a', '1');
  map.set('b', '2');
  map.get('a');
  map.set('c', '3');
  expect(map.get('a')).toBe('1');
  expect(map.get('b')).toBeUndefined();
  expect(map.get('c')).toBe('3');
});

it('weighs its entries, and keeps none that is too heavy', () => {
  const map = new BoundedMap<string>(10, value => value.length);
  map.set('a', '12345');
  map.set('b', '12345');
  map.set('a', '123456');
  expect(map.get('b')).toBeUndefined();
  expect(map.get('a')).toBe('123456');
  map.set('c', '12345678901');
  expect(map.get('c')).toBeUndefined();
  expect(map.get('a')).toBe('123456');
});
