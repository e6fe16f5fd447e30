/** An image without tag or digest, such as `registry.example:5000/team/api`. */
export interface ImageName {
  /** Host of the registry's API, with its port. */
  host: string;
  /** Repository in that registry. */
  name: string;
}

const DOCKER_HUB = 'registry-1.docker.io';
const NAME =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const HOST = /^[A-Za-z0-9.-]+(?::\d+)?$/;

/** Takes an image's name apart as Docker does; `undefined` when it is none. */
export function parseImageName(image: string): ImageName | undefined {
  const [first, ...rest] = image.split('/');
  const hasHost =
    rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const given = hasHost ? first : 'docker.io';
  const path = hasHost ? rest.join('/') : image;
  const isHub = given === 'docker.io' || given === 'index.docker.io';
  const name = isHub && !path.includes('/') ? `library/${path}` : path;
  if (!HOST.test(given) || !NAME.test(name) || name.length > 255) {
    return undefined;
  }
  return { host: isHub ? DOCKER_HUB : given.toLowerCase(), name };
}
