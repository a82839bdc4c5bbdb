using System.Globalization;

namespace Weir.Programs;

/// <summary>The kernel's tables of sockets in the network of the calling thread (<c>/proc/net/tcp</c> and the like).</summary>
public static class ListeningPorts
{
    private const string Listening = "0A";

    /// <summary>True when something listens at a TCP port or has a UDP port open, on any address.</summary>
    public static bool Contains(int port, bool udp)
    {
        string wanted = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string table in udp ? (string[])["udp", "udp6"] : ["tcp", "tcp6"])
        {
            string path = $"/proc/thread-self/net/{table}";
            if (!File.Exists(path)) { continue; }
            foreach (string line in File.ReadLines(path).Skip(1))
            {
                // sl local_address rem_address st ...
                string[] fields = line.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length >= 4 && fields[1].EndsWith(wanted, StringComparison.Ordinal) && (udp || fields[3] == Listening)) { return true; }
            }
        }

        return false;
    }
}
