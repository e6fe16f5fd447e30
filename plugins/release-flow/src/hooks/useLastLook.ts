import { useEffect, useState } from 'react';

const KEY = 'release-flow.looks';
const KEPT = 50;

type Looks = [id: string, planHash: string][];

function read(): Looks {
  try {
    const looks: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(looks) ? looks : [];
  } catch {
    return [];
  }
}

/** The plan that this browser showed of a promotion before now; `undefined` at the first look. */
export function useLastLook(id: string, planHash: string): string | undefined {
  const [before] = useState(() => read().find(([each]) => each === id)?.[1]);
  const [first] = useState(planHash);
  useEffect(() => {
    const others = read().filter(([each]) => each !== id);
    const looks = [[id, planHash], ...others].slice(0, KEPT);
    try {
      localStorage.setItem(KEY, JSON.stringify(looks));
    } catch {
      // A browser that keeps nothing shows a change only when it voided a decision.
    }
  }, [id, planHash]);
  return before ?? first;
}
