using System.Text.Json;

namespace Weir.Cli.Grafana;

/// <summary>Writes a dashboard in Grafana's format.</summary>
internal static class DashboardJson
{
    /// <summary>The name by which dashboards find the data source.</summary>
    public const string DataSource = "weir";

    private const int PanelHeight = 9;
    private const int Columns = 24;

    /// <summary>The version of the format: older Grafanas read it, newer ones bring it up to date themselves.</summary>
    private const int SchemaVersion = 38;

    public static void Write(Utf8JsonWriter json, IDashboard dashboard, DashboardTables tables, string type)
    {
        json.WriteStartObject();
        json.WriteString("uid", $"weir-{dashboard.Kind}");
        json.WriteString("title", dashboard.Title);
        json.WriteStartArray("tags");
        json.WriteStringValue("weir");
        json.WriteEndArray();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("refresh", "5s");
        json.WriteStartObject("time");
        json.WriteString("from", "now-1h");
        json.WriteString("to", "now");
        json.WriteEndObject();
        json.WriteStartObject("templating");
        json.WriteStartArray("list");
        WriteVariable(json, new DashboardVariable("run", "Run", $"SELECT run FROM {tables.Runs} ORDER BY begin_ns DESC LIMIT 100", Many: false), type);
        foreach (DashboardVariable variable in dashboard.Variables(tables)) { WriteVariable(json, variable, type); }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("panels");
        (int id, int x, int y) = (1, 0, 0);
        foreach (DashboardPanel panel in dashboard.Panels(tables))
        {
            if (x + panel.Width > Columns) { (x, y) = (0, y + PanelHeight); }
            WritePanel(json, panel, type, id++, x, y);
            x += panel.Width;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteVariable(Utf8JsonWriter json, DashboardVariable variable, string type)
    {
        json.WriteStartObject();
        json.WriteString("name", variable.Name);
        json.WriteString("label", variable.Label);
        json.WriteString("type", "query");
        WriteSource(json, type);
        json.WriteString("query", variable.Sql);
        json.WriteString("definition", variable.Sql);
        // 2: whenever the time range changes, so that a new run is there soon.
        json.WriteNumber("refresh", 2);
        json.WriteBoolean("multi", variable.Many);
        json.WriteBoolean("includeAll", variable.Many);
        if (variable.Many)
        {
            json.WriteStartObject("current");
            json.WriteString("text", "All");
            json.WriteString("value", "$__all");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WritePanel(Utf8JsonWriter json, DashboardPanel panel, string type, int id, int x, int y)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("title", panel.Title);
        json.WriteString("type", panel.Type);
        json.WriteStartObject("gridPos");
        json.WriteNumber("x", x);
        json.WriteNumber("y", y);
        json.WriteNumber("w", panel.Width);
        json.WriteNumber("h", PanelHeight);
        json.WriteEndObject();
        if (panel.RepeatsFor is { } variable)
        {
            json.WriteString("repeat", variable);
            json.WriteString("repeatDirection", "h");
            json.WriteNumber("maxPerRow", 2);
        }

        WriteSource(json, type);
        json.WriteStartArray("targets");
        json.WriteStartObject();
        json.WriteString("refId", "A");
        WriteSource(json, type);
        json.WriteString("format", panel.IsSeries ? "time_series" : "table");
        json.WriteString("editorMode", "code");
        json.WriteBoolean("rawQuery", true);
        json.WriteString("rawSql", panel.Sql);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("fieldConfig");
        json.WriteStartObject("defaults");
        if (panel.Unit.Length > 0) { json.WriteString("unit", panel.Unit); }
        json.WriteEndObject();
        json.WriteStartArray("overrides");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("options");
        if (panel.Type == "barchart") { json.WriteString("stacking", panel.Stacked ? "normal" : "none"); }
        if (panel.Type == "stat")
        {
            json.WriteStartObject("reduceOptions");
            json.WriteBoolean("values", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject("datasource");
        json.WriteString("type", type);
        json.WriteString("uid", DataSource);
        json.WriteEndObject();
    }
}
