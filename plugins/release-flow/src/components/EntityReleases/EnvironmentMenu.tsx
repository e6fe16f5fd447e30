import {
  ButtonIcon,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import { RiArrowRightUpLine, RiMoreLine } from '@remixicon/react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { webUrl } from '../../lib/text';
import { itemsOf } from './environmentItems';
import { MenuText } from './MenuText';
import { standstill, useService } from './serviceContext';
import styles from './EnvironmentGraph.module.css';

export function EnvironmentMenu(props: { environment: EnvironmentState }) {
  const { environment } = props;
  const { service, open } = useService();
  const items = itemsOf(environment, standstill(service));
  const links = [
    ...Object.entries(environment.urls).map(([title, url]) => ({
      title: `Open ${title}`,
      url,
    })),
    ...environment.links,
  ].filter(({ url }) => webUrl(url));
  return (
    <MenuTrigger>
      <ButtonIcon
        variant="secondary"
        size="small"
        icon={<RiMoreLine />}
        aria-label={`Actions for ${environment.title}`}
      />
      <Menu placement="bottom end" maxWidth="280px">
        {[
          ...items.map(item => (
            <MenuItem
              className={styles.menuItem}
              key={item.label}
              id={item.label}
              textValue={item.label}
              iconStart={item.icon}
              isDisabled={Boolean(item.refusal)}
              onAction={() => open(item.request)}
            >
              <MenuText label={item.label} refusal={item.refusal} />
            </MenuItem>
          )),
          ...(links.length > 0 ? [<MenuSeparator key="-" />] : []),
          ...links.map(({ title, url }) => (
            <MenuItem
              className={styles.menuItem}
              key={url}
              id={url}
              textValue={title}
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              iconStart={<RiArrowRightUpLine />}
            >
              {title}
            </MenuItem>
          )),
        ]}
      </Menu>
    </MenuTrigger>
  );
}
