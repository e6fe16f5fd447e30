import { Button, ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiMoreLine } from '@remixicon/react';
import type {
  EnvironmentState,
  ReleaseView,
} from 'backstage-plugin-release-flow-common';
import { MenuText } from './MenuText';
import { itemsOfRelease, mayBePublished } from './releaseItems';
import { standstill, useService } from './serviceContext';
import styles from './EnvironmentGraph.module.css';

/** Environments that would take a release and don't run it. */
function useTakers(release: ReleaseView): EnvironmentState[] {
  const { service } = useService();
  if (release.rejected || !release.artifact || release.state === 'draft') {
    return [];
  }
  return service.environments.filter(
    ({ id }) =>
      release.acceptedBy.includes(id) && !release.environments.includes(id),
  );
}

/** The one thing one would do next and may: sign a draft off, move the newest on. */
function NextAct(props: { release: ReleaseView; takers: EnvironmentState[] }) {
  const { release, takers } = props;
  const { service, open } = useService();
  if (standstill(service)) return null;
  if (mayBePublished(release)) {
    if (!service.release.canPublish) return null;
    return (
      <Button
        size="small"
        variant="secondary"
        aria-label={`Publish ${release.tag}`}
        onPress={() => open({ kind: 'publish', release })}
      >
        Publish…
      </Button>
    );
  }
  const possible = service.paths.find(
    path => path.status === 'possible' && path.release?.id === release.id,
  );
  const environment =
    takers.find(({ id }) => id === possible?.to) ??
    (release.latest ? takers[takers.length - 1] : undefined);
  if (!environment?.can.promote) return null;
  return (
    <Button
      size="small"
      variant="secondary"
      aria-label={`Promote ${release.tag}`}
      onPress={() =>
        open({
          kind: 'promote',
          environment,
          release: { id: release.id, label: release.tag },
        })
      }
    >
      Promote…
    </Button>
  );
}

export function ReleaseAction({ release }: { release: ReleaseView }) {
  const { service, open } = useService();
  const takers = useTakers(release);
  return (
    <>
      <NextAct release={release} takers={takers} />
      <MenuTrigger>
        <ButtonIcon
          size="small"
          variant="secondary"
          icon={<RiMoreLine />}
          aria-label={`Actions for ${release.tag}`}
        />
        <Menu placement="bottom end" maxWidth="280px">
          {itemsOfRelease(release, service, takers).map(item => (
            <MenuItem
              className={styles.menuItem}
              key={item.id}
              id={item.id}
              textValue={item.label}
              color={item.isDangerous ? 'danger' : 'primary'}
              isDisabled={Boolean(item.refusal)}
              onAction={() => open(item.request)}
            >
              <MenuText label={item.label} refusal={item.refusal} />
            </MenuItem>
          ))}
        </Menu>
      </MenuTrigger>
    </>
  );
}
