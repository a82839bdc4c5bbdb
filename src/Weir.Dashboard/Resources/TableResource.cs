using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/monitors/{monitor}/{table}</c>: rows of a monitor's table.</summary>
internal sealed class TableResource : IApiResource
{
    private const int Limit = 5000;
    private const int DefaultLimit = 500;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/monitors/{monitor}/{table}", Ok<TableAnswer> (string id, string monitor, string table, string? where, string? order, int? limit, long? offset, RunViews runs, CancellationToken cancellation) =>
        TypedResults.Ok(Of(runs.Find(id), monitor, table, where ?? "", order ?? "", Math.Clamp(limit ?? DefaultLimit, 0, Limit), Math.Max(0, offset ?? 0), cancellation)))
        .WithSummary("Rows of a monitor's table: those that the SQL condition 'where' means, by 'order' (a column, 'desc' behind it turns it round), 'limit' of them (500, 5000 at most) from 'offset' on");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report)
    {
        foreach (JsonElement? plan in run.Plan().Member("monitors").Items())
        {
            string name = plan.Text("name") ?? "";
            string[] tables;
            try
            {
                using var store = RunStore.Open(run, name);
                tables = [.. store.Tables];
            }
            catch (Exception absent) when (absent is ApiException or WeirException)
            {
                // The report says nothing of tables that are not in the folder or cannot be read.
                continue;
            }

            foreach (string table in tables) { report.Add($"/runs/{run.Id}/monitors/{name}/{table}", cancellation => Of(run, name, table, "", "", RunReport.Rows, 0, cancellation), DashboardJson.Default.TableAnswer); }
        }
    }

    /// <summary>How many rows a table has that a condition means.</summary>
    internal static long Count(RunStore store, string table, string where, CancellationToken cancellation) =>
        store.Reader.Query($"SELECT count(*) FROM {store.Quoted(table)}{Where(where)}", [], 1, cancellation) is [[long count]] ? count : 0;

    private static TableAnswer Of(RunView run, string monitor, string table, string where, string order, int limit, long offset, CancellationToken cancellation)
    {
        using var store = RunStore.Open(run, monitor);
        IReadOnlyList<(string Name, string Type)> columns = store.Reader.Columns(store.NameOf(table));
        List<object?[]> rows = store.Reader.Query($"SELECT * FROM {store.Quoted(table)}{Where(where)}{Order(order, columns)} LIMIT ?1 OFFSET ?2", [(long)limit, offset], limit, cancellation);
        return new TableAnswer([.. columns.Select(one => new ColumnAnswer(one.Name, one.Type.ToLowerInvariant(), ColumnMeanings.Of(store.Kind, table, one.Name)))], rows, Count(store, table, where, cancellation));
    }

    // The store is open to read only, and what stands here is one expression; its own line keeps a comment in it from hiding the rest.
    private static string Where(string where) => where.Trim().Length == 0 ? "" : $" WHERE (\n{where}\n)";

    private static string Order(string order, IReadOnlyList<(string Name, string Type)> columns)
    {
        if (order.Length == 0) { return " ORDER BY rowid"; }
        bool down = order.EndsWith(" desc", StringComparison.OrdinalIgnoreCase);
        string name = down ? order[..^5] : order;
        if (!columns.Any(one => one.Name == name)) { throw ApiException.Bad($"there is no column '{name}': there are {string.Join(", ", columns.Select(one => one.Name))}"); }
        return $" ORDER BY \"{name}\"{(down ? " DESC" : "")}, rowid";
    }
}
