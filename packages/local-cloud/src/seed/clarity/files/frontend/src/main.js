const api = import.meta.env.VITE_API_BASE;

/** After sign-in, so that the first page a user opens finds a warm backend. */
export async function afterLogin() {
  await Promise.all([fetch(`${api}/api/warmup`), fetch(`${api}/api/health`)]);
}
