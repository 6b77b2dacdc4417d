import { useRef } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { type IconType, SpreadsheetIcon } from './icon.tsx';

export interface FileButtonProps {
  readonly label: string;
  /** As `accept` of an input: `.xlsx,.csv`. */
  readonly accept: string;
  /** Primary when absent: on its screen the file is what one came for. */
  readonly kind?: ButtonProps['kind'];
  readonly icon?: IconType;
  /** Opens the camera where there is one. */
  readonly withCamera?: boolean;
  readonly wide?: boolean;
  readonly disabled?: boolean;
  readonly onFile: (file: File) => void;
}

/** Opens the system's own choice of a file. The same file can be chosen again after it was mended. */
export function FileButton(props: FileButtonProps) {
  const { label, accept, kind = 'primary', icon = SpreadsheetIcon, wide = false, disabled = false, onFile } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        kind={kind}
        icon={icon}
        label={label}
        wide={wide}
        disabled={disabled}
        onPress={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        capture={props.withCamera === true ? 'environment' : undefined}
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}
