using System.Text;
using System.Text.Json;

namespace Slipway.Registry.Remote;

/// <summary>Who logs in to a registry.</summary>
public sealed record RemoteLogin(string User, string Password)
{
    public override string ToString() => User;

    /// <summary>
    /// A file that programs log in with: containers-auth.json(5), which is Docker's config.json, too.
    /// </summary>
    /// <param name="host">The registry, HOST or HOST:PORT.</param>
    /// <param name="login">Null is nobody.</param>
    public static byte[] FileOf(string host, RemoteLogin? login)
    {
        var file = new MemoryStream();
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteStartObject("auths");
            if (login is not null)
            {
                json.WriteStartObject(host);
                json.WriteString(
                    "auth", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return file.ToArray();
    }
}
