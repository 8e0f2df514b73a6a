/** The page's heading, also as the title of the browser's tab. */
export function PageTitle({
  children,
  unseen = false,
}: {
  readonly children: string;
  readonly unseen?: boolean;
}) {
  return (
    <>
      <title>{`${children} · Concella`}</title>
      <h1 className={unseen ? 'unseen' : undefined}>{children}</h1>
    </>
  );
}
