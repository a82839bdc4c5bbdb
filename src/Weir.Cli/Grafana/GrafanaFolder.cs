using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Databases;

namespace Weir.Cli.Grafana;

/// <summary>The files by which a Grafana finds a database of Weir's and shows it: a data source, a provider of dashboards, and the dashboards.</summary>
internal sealed class GrafanaFolder(string root, DatabaseAddress address, string monitor)
{
    /// <summary>The variable of Grafana's environment from which it takes the password.</summary>
    public const string PasswordVariable = "WEIR_DB_PASSWORD";

    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool IsMySql => address.Kind.Schemes[0] == "mysql";

    /// <summary>Writes all files, those of the same names anew, and gives their paths.</summary>
    public IReadOnlyList<string> Write()
    {
        string dashboards = Path.Combine(root, "dashboards"), sources = Path.Combine(root, "provisioning", "datasources"), providers = Path.Combine(root, "provisioning", "dashboards");
        var written = new List<string>();
        foreach (string folder in (string[])[dashboards, sources, providers]) { Directory.CreateDirectory(folder); }
        Put(Path.Combine(sources, "weir.yaml"), Source());
        Put(Path.Combine(providers, "weir.yaml"), Provider(Path.GetFullPath(dashboards)));
        var tables = new DashboardTables(address.Kind.Dialect, monitor);
        foreach (IDashboard dashboard in Dashboards.All)
        {
            string path = Path.Combine(dashboards, $"weir-{dashboard.Kind}.json");
            using (var file = new FileStream(path, FileMode.Create, FileAccess.Write))
            {
                using (var json = new Utf8JsonWriter(file, s_json)) { DashboardJson.Write(json, dashboard, tables, Type()); }
                file.WriteByte((byte)'\n');
            }

            written.Add(path);
        }

        return written;

        void Put(string path, string text)
        {
            File.WriteAllText(path, text);
            written.Add(path);
        }
    }

    private string Type() => IsMySql ? "mysql" : "postgres";

    private string Source() => $"""
        apiVersion: 1
        datasources:
          - name: Weir
            uid: {DashboardJson.DataSource}
            type: {Type()}
            access: proxy
            url: {Quote(Server())}
            user: {Quote(address.User)}
            jsonData:
              database: {Quote(address.Database)}
              {Security()}
            secureJsonData:
              password: ${PasswordVariable}

        """;

    private static string Provider(string folder) => $"""
        apiVersion: 1
        providers:
          - name: Weir
            type: file
            options:
              path: {Quote(folder)}

        """;

    private string Server()
    {
        if ((address.Option("socket") ?? address.Option("host")) is { } path) { return path; }
        string host = address.Host.Length == 0 ? "localhost" : address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
    }

    private string Security()
    {
        string mode = address.Option("sslmode") ?? "prefer";
        if (IsMySql) { return mode is "require" or "verify-ca" or "verify-full" ? $"tlsAuth: false\n      tlsSkipVerify: {(mode == "require" ? "true" : "false")}" : "tlsAuth: false"; }
        // Grafana has no word for "if the server can".
        return $"sslmode: {(mode == "prefer" ? "disable" : mode)}";
    }

    // A text in YAML, which Grafana searches for $VARIABLES.
    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal) + "\"";
}
