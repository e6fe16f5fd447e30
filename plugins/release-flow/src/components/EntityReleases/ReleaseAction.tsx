import { Button, ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiMoreLine } from '@remixicon/react';
import type {
  EnvironmentState,
  ReleaseView,
} from 'backstage-plugin-release-flow-common';
import { standstill, useService } from './serviceContext';

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

/** The one thing one would do next: sign a draft off, move the newest on. */
function NextAct(props: { release: ReleaseView; takers: EnvironmentState[] }) {
  const { release, takers } = props;
  const { service, open } = useService();
  const stopped = Boolean(standstill(service));
  if (release.state === 'draft' && release.artifact && !release.rejected) {
    return (
      <Button
        size="small"
        variant="secondary"
        isDisabled={stopped || !service.release.canPublish}
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
  if (!environment) return null;
  return (
    <Button
      size="small"
      variant="secondary"
      isDisabled={stopped || !environment.can.promote}
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

/** Drafts and builds have no tag that could stand elsewhere. */
function mayHaveMoved({ state }: ReleaseView): boolean {
  return state === 'published' || state === 'prerelease';
}

export function ReleaseAction({ release }: { release: ReleaseView }) {
  const { service, open } = useService();
  const takers = useTakers(release);
  const stopped = Boolean(standstill(service));
  const verdict = release.rejected ? 'accept' : 'reject';
  const mayOverride = service.environments.some(({ can }) => can.override);
  const weight = release.critical ? 'not-critical' : 'critical';
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
        <Menu placement="bottom end">
          {[
            ...takers.map(environment => (
              <MenuItem
                key={environment.id}
                id={environment.id}
                isDisabled={stopped || !environment.can.promote}
                onAction={() =>
                  open({
                    kind: 'promote',
                    environment,
                    release: { id: release.id, label: release.tag },
                  })
                }
              >
                {`Promote to ${environment.title}…`}
              </MenuItem>
            )),
            ...(release.state === 'build'
              ? []
              : [
                  <MenuItem
                    key="notes"
                    id="notes"
                    isDisabled={stopped || !service.release.canPublish}
                    onAction={() => open({ kind: 'notes', release })}
                  >
                    {release.notes ? 'Edit the notes…' : 'Write notes…'}
                  </MenuItem>,
                ]),
            ...(service.release.changelog
              ? [
                  <MenuItem
                    key="changelog"
                    id="changelog"
                    isDisabled={stopped || !service.release.canPublish}
                    onAction={() => open({ kind: 'changelog', release })}
                  >
                    {`Propose its entry in ${service.release.changelog}…`}
                  </MenuItem>,
                ]
              : []),
            ...(mayHaveMoved(release)
              ? [
                  <MenuItem
                    key="move-tag"
                    id="move-tag"
                    isDisabled={stopped || !mayOverride}
                    onAction={() => open({ kind: 'move-tag', release })}
                  >
                    Put back its tag…
                  </MenuItem>,
                ]
              : []),
            <MenuItem
              key={weight}
              id={weight}
              isDisabled={!service.release.canPublish}
              onAction={() => open({ kind: weight, release })}
            >
              {release.critical
                ? 'Take the mark critical back…'
                : 'Mark as critical…'}
            </MenuItem>,
            <MenuItem
              key={verdict}
              id={verdict}
              color={verdict === 'reject' ? 'danger' : 'primary'}
              isDisabled={!service.release.canReject}
              onAction={() => open({ kind: verdict, release })}
            >
              {verdict === 'reject' ? 'Reject…' : 'Take the rejection back…'}
            </MenuItem>,
          ]}
        </Menu>
      </MenuTrigger>
    </>
  );
}
