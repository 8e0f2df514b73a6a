import { answerOf, api } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { FailureNote } from '../app/failure-note';
import { ScrollFrame } from '../app/scroll-frame';

/** The rows that were not taken: where, what, and what to do about it. */
export function RowErrors({ id, count }: { readonly id: string; readonly count: number }) {
  const { answer, failure, retry } = useAnswer(`${id} ${count}`, (signal) =>
    answerOf(api.GET('/v1/catalogue/uploads/{id}/errors', { params: { path: { id } }, signal })),
  );
  if (failure !== undefined) return <FailureNote failure={failure} retry={retry} />;
  if (answer === undefined) return <p className="quiet">Fetching the reports …</p>;
  return (
    <section className="stack" aria-labelledby="errors">
      <h2 id="errors">Rows to put right</h2>
      <ScrollFrame label="Rows to put right">
        <table>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className="number">
                Row
              </th>
              <th scope="col">Field</th>
              <th scope="col">What is wrong</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            {answer.errors.map((report, index) => (
              <tr key={index}>
                <td>{report.file}</td>
                <td className="number">{report.row}</td>
                <td>{report.field}</td>
                <td>{report.message}</td>
                <td>{report.fix}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {answer.total > answer.errors.length && (
        <p className="quiet">
          These are the first {answer.errors.length} of {answer.total}. Put them right and send the file again
          to see the others.
        </p>
      )}
    </section>
  );
}
