namespace Weir.Lab.Building;

/// <summary>Settings of the kernel (sysctl) of the namespace that the calling thread is in.</summary>
internal static class KernelSettings
{
    /// <summary>
    /// What every node begins with, set before any interface is made so that each begins with it: no duplicate detection (a second in which an address cannot be used), no router solicitations (frames nobody
    /// asked for).
    /// </summary>
    public static void SetUsual()
    {
        TrySet("net.ipv6.conf.default.accept_dad", "0");
        TrySet("net.ipv6.conf.all.accept_dad", "0");
        TrySet("net.ipv6.conf.default.router_solicitations", "0");
        TrySet("net.ipv6.conf.default.accept_ra", "0");

        // A cable that is pulled and put back does not take a machine's addresses away.
        TrySet("net.ipv6.conf.all.keep_addr_on_down", "1");
        TrySet("net.ipv6.conf.default.keep_addr_on_down", "1");
    }

    /// <summary>Sets the setting of this name, such as <c>net.ipv4.ip_forward</c>; false when there is none, or it does not take the value.</summary>
    public static bool TrySet(string name, string value)
    {
        string path = "/proc/sys/" + name.Replace('.', '/');
        if (!File.Exists(path)) { return false; }
        try
        {
            File.WriteAllText(path, value);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
